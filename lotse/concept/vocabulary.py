"""The closed words a concept may use. A new word is one entry here, the Python that gives it a meaning, one row in
docs/reference/vocabulary.md and one example in a concept."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages of the interface; `text[lang]` falls back to English for anything but German."""

    de: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.de if language.lower().startswith("de") else self.en

    def __str__(self) -> str:
        return self.de


Land = Literal["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]
Territory = Literal["town", "county"]
Werktag = Literal["mon-sat", "mon-fri"]

Event = Literal[
    "assignment",
    "moved-in",
    "welcome-decided",
    "residence-card-received",
    "moved-to-own-flat",
    "moved-within-town",
    "moved-away",
    "notice",
    "case-management-started",
    "case-management-ended",
    "case-closed",
    "reopened",
    "disappeared",
    "returned",
    "household-separated",
    "born",
    "died",
]
Arrival = Literal["assigned", "moved-in", "family"]
StatusGroup = Literal[
    "pending", "tolerated", "obliged-to-leave", "recognised", "temporary-protection", "other-title", "settled"
]

RuleKind = Literal["deadline", "period"]
FulfilledBy = Literal["note", "hand-over"]
AtEnd = Literal["hand-over", "destroy"]
CountsAs = Literal["individual", "group", "none"]
Measure = Literal["contacts", "sessions", "topic-contacts", "case-management-stock"]
Total = Literal["sum", "last-month"]
Every = Literal["month", "quarter", "half-year", "year"]
RetentionAction = Literal["destroy", "review"]
RatioBase = Literal["planned", "regularly-present"]
RatioStaff = Literal["all-care-staff", "component-staff"]
WorksAs = Literal[
    "social-worker",
    "companion",
    "coordinator",
    "manager",
    "authority",
    "analyst",
    "auditor",
    "data-protection",
    "administrator",
]
DistrictKind = Literal["stadtbezirk", "ortschaft", "gemeinde", "stadt", "stadtteil"]
LevelState = Literal["in-force", "planned-or-in-force"]
Direction = Literal["ltr", "rtl"]
RuleStart = Literal["status-date", "month-after-status-date", "key-date"]
RuleOutcome = Literal["suggest", "ask"]
ShownFor = Literal["person", "stay"]
Fact = Literal[
    "personal-data", "reachability", "residence-status", "benefit", "family-situation", "marital-status",
    "language-skills", "school-certificate", "vocational-degree", "work-history",
]  # fmt: skip
StepKind = Literal[
    "assignment",
    "first-interview",
    "assessment",
    "goals",
    "help-plan",
    "integration-agreement",
    "steering",
    "monitoring",
    "closure",
]
CycleDecision = Literal["open", "case-management", "occasional"]
HousingGate = Literal["approval", "assurance"]
HousingStep = Literal[
    "explained", "report", "application", "hearing", "decision", "search", "offer", "costs", "lease", "move",
    "registrations",
]  # fmt: skip
PartnerGroup = Literal["health", "authority", "advice", "education", "leisure", "community", "work"]

EVENT_TITLES: dict[Event, Text] = {
    "assignment": Text("Zuweisung", "Assignment"),
    "moved-in": Text("Zuzug", "Arrival by moving in"),
    "welcome-decided": Text("Entscheidung für die Willkommensleistung", "Decision for the welcome service"),
    "residence-card-received": Text("Erhalt des elektronischen Aufenthaltstitels", "Receipt of the residence card"),
    "moved-to-own-flat": Text("Umzug in eigenen Wohnraum", "Move into a flat of one's own"),
    "moved-within-town": Text("Umzug innerhalb der Kommune", "Move within the municipality"),
    "moved-away": Text("Wegzug", "Move away"),
    "notice": Text("Anzeige", "Notice"),
    "case-management-started": Text("Beginn des Case Managements", "Start of case management"),
    "case-management-ended": Text("Ende des Case Managements", "End of case management"),
    "case-closed": Text("Abschluss der Akte", "Closing of the file"),
    "reopened": Text("Wiedereröffnung der Akte", "Reopening of the file"),
    "disappeared": Text("Unbekannter Verbleib", "Whereabouts unknown"),
    "returned": Text("Rückkehr", "Return"),
    "household-separated": Text("Trennung des Haushalts", "Separation of the household"),
    "born": Text("Geburt", "Birth"),
    "died": Text("Tod", "Death"),
}

ARRIVAL_TITLES: dict[Arrival, Text] = {
    "assigned": Text("Zuweisung", "Assignment"),
    "moved-in": Text("Zuzug", "Moved in"),
    "family": Text("Familiennachzug", "Family reunification"),
}

PARTNER_GROUP_TITLES: dict[PartnerGroup, Text] = {
    "health": Text("Gesundheit", "Health"),
    "authority": Text("Behörden und Kassen", "Authorities and insurers"),
    "advice": Text("Beratung und Dienste", "Advice and services"),
    "education": Text("Kita, Schule, Sprache", "Day care, school, language"),
    "leisure": Text("Sport und Kultur", "Sport and culture"),
    "community": Text("Initiativen und Vereine", "Initiatives and associations"),
    "work": Text("Arbeit und Wirtschaft", "Work and business"),
}

# Every closed word list with the name it bears in docs/reference/vocabulary.md.
WORD_LISTS: dict[str, object] = {
    "land": Land,
    "territory": Territory,
    "werktag": Werktag,
    "event": Event,
    "arrival": Arrival,
    "status group": StatusGroup,
    "rule kind": RuleKind,
    "fulfilled_by": FulfilledBy,
    "at_end": AtEnd,
    "counts_as": CountsAs,
    "measure": Measure,
    "total": Total,
    "every": Every,
    "action": RetentionAction,
    "base": RatioBase,
    "staff": RatioStaff,
    "works_as": WorksAs,
    "district kind": DistrictKind,
    "level state": LevelState,
    "direction": Direction,
    "rule start": RuleStart,
    "rule outcome": RuleOutcome,
    "shown for": ShownFor,
    "fact": Fact,
    "step kind": StepKind,
    "housing gate": HousingGate,
    "housing step": HousingStep,
    "partner group": PartnerGroup,
}
