"""The word for hello, by language code."""

HELLO = {
    "de": "Hallo",
    "en": "Hello",
    "es": "Hola",
    "fr": "Bonjour",
    "is": "Halló",
    "ja": "こんにちは",
    "pl": "Cześć",
    "sw": "Habari",
}
