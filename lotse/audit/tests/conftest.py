import os

ENGINE = os.environ.get("LOTSE_TEST_ENGINE", "sqlite")  # the settings are not there yet

collect_ignore = [f"test_triggers_{engine}.py" for engine in ("sqlite", "postgresql") if engine != ENGINE]
