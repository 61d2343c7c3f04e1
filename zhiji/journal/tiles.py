"""Reading hashes of the sealed tree a tile at a time (C2SP tlog-tiles: 256 hashes of one level).

Nothing is stored twice and nothing is ever rewritten: level 0 is ``journal_leaf``, level n is ``journal_node``, which
holds a hash once its 256 ** n leaves are there; a tile is 256 neighbouring rows. The levels between follow by hashing.
"""

from django.db import connection

from zhiji.journal.merkle import node_hash, range_hash

WIDTH = 256


class Tiles:
    """Hashes of perfect subtrees. Keeps the tiles it has read: make one per proof."""

    def __init__(self) -> None:
        self._read: dict[tuple[int, int], list[bytes]] = {}

    def tile(self, level: int, index: int) -> list[bytes]:
        """The hashes of one tile, fewer than 256 at the right edge of the tree."""
        if (level, index) not in self._read:
            with connection.cursor() as cursor:
                if level == 0:
                    sql, first = "SELECT hash FROM journal_leaf WHERE index >= %s AND index < %s", []
                else:
                    sql = "SELECT hash FROM journal_node WHERE level = %s AND index >= %s AND index < %s"
                    first = [level]
                cursor.execute(sql + " ORDER BY index", [*first, index * WIDTH, (index + 1) * WIDTH])
                self._read[level, index] = [bytes(hash_) for (hash_,) in cursor.fetchall()]
        return self._read[level, index]

    def perfect(self, level: int, index: int) -> bytes:
        """The hash of the perfect subtree of 2 ** level leaves. Raises LookupError when leaves are missing."""
        height = level % 8
        first = index << height
        tile = self.tile(level // 8, first // WIDTH)
        start = first % WIDTH
        hashes = tile[start : start + (1 << height)]
        if len(hashes) != 1 << height:
            raise LookupError(
                f"the tree lacks hashes at level {level // 8} from {first}: run the verification"
            )
        while len(hashes) > 1:
            hashes = [node_hash(hashes[n], hashes[n + 1]) for n in range(0, len(hashes), 2)]
        return hashes[0]

    def range(self, lo: int, hi: int) -> bytes:
        """The hash of the subtree over leaves ``lo`` to ``hi - 1``."""
        return range_hash(lo, hi, self.perfect)
