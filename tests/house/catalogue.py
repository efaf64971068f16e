"""What identifies a message of the catalogue."""


def key(message):
    return (message.context, message.id)
