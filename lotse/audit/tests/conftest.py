from django.db import connection

collect_ignore = [f"test_triggers_{engine}.py" for engine in ("sqlite", "postgresql") if engine != connection.vendor]
