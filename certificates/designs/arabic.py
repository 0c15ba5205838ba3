"""What Arabic does to words beside each other on a certificate."""


def attests(issuer: str) -> str:
    """Agree the verb with the issuer: a network, association or federation ends in ة."""
    first_word = issuer.split(" ")[0]
    return "تشهد" if first_word.endswith("ة") else "يشهد"
