#!/usr/bin/env python3
"""Derives english.txt, the common English words with how rare each is, from a published frequency list.

    pip download --no-deps symspellpy==6.10.1 && unzip symspellpy-6.10.1-*.whl
    python3 make_english.py symspellpy/frequency_dictionary_en_82_765.txt > english.txt

A line is `word rarity`: rarity is ten times the natural logarithm of how many times rarer the word is than the most
frequent one, rounded. Sorted by bytes, so that the program can search it in place.
"""

import math
import sys

WORDS = 40_000

counts = {}
with open(sys.argv[1], encoding="utf-8-sig") as lines:
    for line in lines:
        word, count = line.split()
        if word.isascii() and word.isalpha():
            counts[word] = int(count)
common = sorted(counts, key=lambda word: (-counts[word], word))[:WORDS]
most = counts[common[0]]
for word in sorted(common):
    print(word, round(10 * math.log(most / counts[word])))
