"""`Registers`: the control table of one emulated servo."""

from kinesics_bridge.buses.model import ServoModel

__all__ = ["Registers"]

_SIZE = 256  # bytes; addresses beyond exist on no servo emulated here


class Registers:
    """Bytes by address, read and written whole or by field name."""

    def __init__(self, model: ServoModel, servo: int) -> None:
        self.model = model
        self._bytes = bytearray(_SIZE)
        self._writable = bytearray(_SIZE)
        family = model.family
        for name, field in family.fields.items():
            if name not in family.read_only:
                self._writable[field.address : field.address + field.size] = b"\x01" * field.size
        for name, value in family.factory.items():
            self[name] = value
        self["model_number"] = model.number
        self["id"] = servo

    def __getitem__(self, name: str) -> int:
        field = self.model.family.fields[name]
        data = bytes(self._bytes[field.address : field.address + field.size])
        return self.model.family.decode(name, data, field.address)

    def __setitem__(self, name: str, value: int) -> None:
        field = self.model.family.fields[name]
        self._bytes[field.address : field.address + field.size] = self.model.family.encode(
            name, value
        )

    def has(self, name: str) -> bool:
        """Whether this family has the field."""
        return name in self.model.family.fields

    def read(self, address: int, size: int) -> bytes | None:
        """`size` bytes from `address` on; None where there are none."""
        if address < 0 or address + size > _SIZE:
            return None
        return bytes(self._bytes[address : address + size])

    def write(self, address: int, data: bytes) -> None:
        """Set bytes; those of read-only registers stay."""
        for at, byte in enumerate(data, address):
            if self._writable[at]:
                self._bytes[at] = byte

    def writes(self, address: int, size: int) -> frozenset[str]:
        """Fields that lie in `size` bytes from `address` on, wholly or in part."""
        return frozenset(
            name
            for name, field in self.model.family.fields.items()
            if field.address < address + size and address < field.address + field.size
        )
