"""Who and where: territory, people who sign in, partners, the network itself, the audit log."""

from network.models.audit import AuditEvent
from network.models.identity import NetworkIdentity, Partner
from network.models.territory import Commune, Province, Region
from network.models.users import Role, User

__all__ = [
    "AuditEvent",
    "Commune",
    "NetworkIdentity",
    "Partner",
    "Province",
    "Region",
    "Role",
    "User",
]
