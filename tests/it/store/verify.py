"""Verifies an export of the audit chain with nothing but Python. Usage: verify.py EXPORT.jsonl [SEQ:HASH]

Prints `ok ENTRIES HEAD` or `bad SEQ WHY`. The format is described in src/audit/chain.rs.
"""
import hashlib
import json
import struct
import sys


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def entry_hash(entry):
    fields = ["duban-entry-1", str(entry["seq"]), entry["prev"], str(entry["at"]), entry["kind"],
              entry["payload_sha256"]]
    pieces = [field.encode() for field in fields]
    return sha256(b"".join(struct.pack(">Q", len(piece)) + piece for piece in pieces))


def verify(lines, checkpoint):
    seq, head = 0, "0" * 64
    for line in lines:
        entry = json.loads(line)
        seq += 1
        if entry["seq"] != seq:
            return f"bad {seq} an entry is missing"
        if entry["prev"] != head:
            return f"bad {seq} it does not follow the entry before it"
        if entry_hash(entry) != entry["hash"]:
            return f"bad {seq} it was changed"
        if sha256(entry["payload"].encode()) != entry["payload_sha256"]:
            return f"bad {seq} its payload was changed"
        head = entry["hash"]
        if checkpoint and checkpoint[0] == seq and not head.startswith(checkpoint[1]):
            return f"bad {seq} it is not the entry of the checkpoint"
    if checkpoint and checkpoint[0] > seq:
        return f"bad {seq + 1} the chain was cut"
    return f"ok {seq} {head}"


def main():
    checkpoint = None
    if len(sys.argv) > 2:
        number, digits = sys.argv[2].split(":")
        checkpoint = int(number), digits
    with open(sys.argv[1], encoding="utf-8") as export:
        print(verify(export, checkpoint))


main()
