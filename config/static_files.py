"""Which of the packages' static files are served: the ones that pages ask for."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class ServedStaticFilesConfig(StaticFilesConfig):
    """Leaves out what no page uses; compressing it would triple the time of a set-up."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        # Bootstrap: only bootstrap.min.css, bootstrap.rtl.min.css and bootstrap.bundle.min.js.
        *("bootstrap-*.css*", "bootstrap.css*", "bootstrap.rtl.css*"),
        *("bootstrap.js*", "bootstrap.min.js*", "bootstrap.bundle.js*", "bootstrap.esm*"),
        # htmx 4 and the extensions of htmx; pages use htmx 2 alone.
        *("hx-*", "htmax-*", "htmx-4*"),
        "django_tables2",
    ]
