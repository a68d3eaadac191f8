from novahouse.privacy.keys import derived_key


def chain_key() -> bytes:
    """The key of the chain: whoever can write the database but lacks it cannot compute a hash that fits."""
    return derived_key("audit chain")
