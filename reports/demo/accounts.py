"""Who can sign in to the demo. The names are invented and the passwords are public."""

from dataclasses import dataclass

from network.models import Role


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo; ``provinces`` holds the ISO codes that a coordinator answers for."""

    email: str
    full_name: str
    role: Role
    provinces: tuple[str, ...] = ()

    @property
    def password(self) -> str:
        """The password that everybody of this role has in the demo."""
        return PASSWORDS[self.role]


PASSWORDS = {
    Role.ADMINISTRATOR: "doukkala-bureau-2026",
    Role.STAFF: "doukkala-equipe-2026",
    Role.COORDINATOR: "doukkala-terrain-2026",
    Role.OBSERVER: "doukkala-regard-2026",
}

ADMINISTRATOR = DemoAccount("admin@takwin.example", "عبد الرحيم الصنهاجي", Role.ADMINISTRATOR)
STAFF = DemoAccount("staff@takwin.example", "لبنى الهاشمي", Role.STAFF)
OBSERVER = DemoAccount("observer@takwin.example", "منير بلقاضي", Role.OBSERVER)


def _coordinator(name: str, full_name: str, province: str) -> DemoAccount:
    return DemoAccount(f"{name}@takwin.example", full_name, Role.COORDINATOR, (province,))


# By population of the network's own two provinces first, then as the region's list has them.
COORDINATORS = (
    _coordinator("sidi-bennour", "خديجة الحمداوي", "MA-SIB"),
    _coordinator("el-jadida", "بوشعيب الفرجي", "MA-JDI"),
    _coordinator("casablanca", "سميرة بنعلي", "MA-CAS"),
    _coordinator("mohammedia", "هشام الوردي", "MA-MOH"),
    _coordinator("nouaceur", "نادية السباعي", "MA-NOU"),
    _coordinator("mediouna", "عبد الحق المديوني", "MA-MED"),
    _coordinator("benslimane", "رجاء الزياني", "MA-BES"),
    _coordinator("berrechid", "محمد أمين الحريزي", "MA-BRR"),
    _coordinator("settat", "مليكة المزابي", "MA-SET"),
)

ACCOUNTS = (ADMINISTRATOR, STAFF, *COORDINATORS, OBSERVER)
# One of each role, to be named where somebody starts the demo.
SHOWN = (ADMINISTRATOR, STAFF, COORDINATORS[0], COORDINATORS[1], OBSERVER)
