"""Counts the words of the text in the event. It needs nothing but Python itself."""

from collections import Counter


def lambda_handler(event, context):
    words = Counter(event.get("text", "").lower().split())
    return {"words": sum(words.values()), "most": words.most_common(3)}
