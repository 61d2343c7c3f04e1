"""Tables of the customer file, one a file."""

from zhiji.customers.models.attachment import Attachment
from zhiji.customers.models.file import File
from zhiji.customers.models.importing import ImportJob, ImportReject
from zhiji.customers.models.index import PublicName, Token
from zhiji.customers.models.moves import StateMove
from zhiji.customers.models.version import Version

__all__ = ["Attachment", "File", "ImportJob", "ImportReject", "PublicName", "StateMove", "Token", "Version"]
