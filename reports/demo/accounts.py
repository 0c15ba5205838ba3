"""Who can sign in to the demo. The names are invented and the passwords are public."""

from dataclasses import dataclass

from network.models import Role


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo; ``provinces`` holds the ISO codes that a coordinator answers for."""

    email: str
    full_name: str
    name_latin: str
    role: Role
    provinces: tuple[str, ...] = ()
    phone: str = ""

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


def _phone(number: int) -> str:
    # Of the block of the invented people, behind all of theirs: it rings nobody.
    return f"+2126920070{number:02}"


ADMINISTRATOR = DemoAccount(
    "admin@takwin.example",
    "عبد الرحيم الصنهاجي",
    "Abderrahim Sanhaji",
    Role.ADMINISTRATOR,
    phone=_phone(0),
)
STAFF = DemoAccount(
    "staff@takwin.example", "لبنى الهاشمي", "Loubna Hachimi", Role.STAFF, phone=_phone(1)
)
OBSERVER = DemoAccount("observer@takwin.example", "منير بلقاضي", "Mounir Belkadi", Role.OBSERVER)


def _coordinator(
    name: str, full_name: str, name_latin: str, province: str, number: int
) -> DemoAccount:
    return DemoAccount(
        f"{name}@takwin.example",
        full_name,
        name_latin,
        Role.COORDINATOR,
        (province,),
        _phone(number),
    )


# By population of the network's own two provinces first, then as the region's list has them.
COORDINATORS = (
    _coordinator("sidi-bennour", "خديجة الحمداوي", "Khadija Hamdaoui", "MA-SIB", 11),
    _coordinator("el-jadida", "بوشعيب الفرجي", "Bouchaib Ferji", "MA-JDI", 12),
    _coordinator("casablanca", "سميرة بنعلي", "Samira Benali", "MA-CAS", 13),
    _coordinator("mohammedia", "هشام الوردي", "Hicham Ouardi", "MA-MOH", 14),
    _coordinator("nouaceur", "نادية السباعي", "Nadia Sbai", "MA-NOU", 15),
    _coordinator("mediouna", "عبد الحق المديوني", "Abdelhak Mediouni", "MA-MED", 16),
    _coordinator("benslimane", "رجاء الزياني", "Rajae Zayani", "MA-BES", 17),
    _coordinator("berrechid", "محمد أمين الحريزي", "Mohamed Amine Harizi", "MA-BRR", 18),
    _coordinator("settat", "مليكة المزابي", "Malika Mzabi", "MA-SET", 19),
)

ACCOUNTS = (ADMINISTRATOR, STAFF, *COORDINATORS, OBSERVER)
# One of each role, to be named where somebody starts the demo.
SHOWN = (ADMINISTRATOR, STAFF, COORDINATORS[0], COORDINATORS[1], OBSERVER)
