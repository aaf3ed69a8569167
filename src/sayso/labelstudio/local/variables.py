"""The settings that a local server gets: quiet, closed to strangers, and open to an ML backend on this machine."""

from __future__ import annotations

import os

from sayso.labelstudio.local.database import Database
from sayso.labelstudio.local.folder import Admin, Folder

LOOPBACK = ("127.0.0.0/8", "::1/128")

BANNED = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 233.252.0.0/24 "
    "240.0.0.0/4 255.255.255.255/32 ::/128 ::1/128 ::ffff:0:0/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 "
    "100::/64 2001:0000::/32 2001:20::/28 2001:db8::/32 2002::/16 fc00::/7 fe80::/10 ff00::/8"
).split()
"""Networks that Label Studio calls nothing in by default: `validate_ip` in its core/utils/io.py."""


def variables(folder: Folder, admin: Admin, database: Database) -> dict[str, str]:
    """The whole environment of the server.

    Label Studio reads each setting as `LABEL_STUDIO_X`, then `HEARTEX_X`, then plain `X`; so all are given by their
    first name, and what the user's environment holds for a server of their own does not leak in.
    """
    own = {
        "BASE_DATA_DIR": str(folder.data),
        "USERNAME": admin.email,
        "PASSWORD": admin.password,
        "USER_TOKEN": admin.token,
        "ENABLE_LEGACY_API_TOKEN": "true",  # the token then works without being renewed
        "DISABLE_SIGNUP_WITHOUT_LINK": "true",
        "LATEST_VERSION_CHECK": "false",
        "COLLECT_ANALYTICS": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "DEBUG": "false",
        "HOST": "",
        # Label Studio calls nothing on loopback, so no ML backend there; the list without it keeps the rest closed.
        "USE_DEFAULT_BANNED_SUBNETS": "false",
        "USER_ADDITIONAL_BANNED_SUBNETS": ",".join(net for net in BANNED if net not in LOOPBACK),
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LABEL_STUDIO_", "HEARTEX_"))}
    return kept | {f"LABEL_STUDIO_{key}": value for key, value in own.items()} | database.variables
