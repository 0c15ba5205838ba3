"""The house's settings with what tests need instead: quick hashes, no files, one cache."""

from config.settings import *  # noqa: F403 everything else is as in production
from config.settings import DATABASES, IS_SQLITE, VAR_DIR

SECRET_KEY = "tests only, never a secret"
PERSONAL_DATA_KEY = "tests only, seals nothing of anybody"
CERTIFICATE_KEY = "dGVzdHMgb25seSwgYSBzZWVkIHRoYXQgaXMga25vd24="
HTTPS = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Nothing is collected for tests, and WhiteNoise warns of a directory that is not there.
STATIC_ROOT = VAR_DIR / "test" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if IS_SQLITE:
    # A file, so that threads and processes contend for it as they do in production, but without
    # waiting for the disk: what a crash of the machine loses does not matter here.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test" / "test.sqlite3")}
