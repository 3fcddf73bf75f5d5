#!/bin/sh
# Renders the telephone's prompts from their texts, and the music, as raw µ-law at 8 kHz.
# Needs espeak-ng, sox and python3. What it writes is committed, so that a build needs none of them;
# a bank records its own sentences with a voice of its own and puts them in the same place.
set -eu
cd "$(dirname "$0")/../crates/channel/voice/prompts"
python3 - <<'PYTHON'
import json, subprocess
for prompt in json.load(open("prompts.json")):
    for language, voice, speed in (("zh", "cmn", 190), ("en", "en-gb", 165)):
        wav = "/tmp/prompt.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-w", wav, prompt[language]], check=True)
        subprocess.run(["sox", wav, "-r", "8000", "-c", "1", "-e", "u-law", "-t", "raw",
                        f"{prompt['name']}.{language}.ul", "gain", "-n", "-6", "silence", "1", "0.01", "0.3%",
                        "reverse", "silence", "1", "0.01", "0.3%", "reverse", "pad", "0.02", "0.08"], check=True)
PYTHON
# Four slow broken chords, made here, so that nobody's rights are in it.
for chord in "C4 E4 G4 C5" "A3 C4 E4 A4" "F3 A3 C4 F4" "G3 B3 D4 G4"; do
    set -- $chord
    sox -n -r 8000 -c 1 "/tmp/chord-$1.wav" synth 3 pluck "$1" synth 3 pluck mix "$2" delay 0 remix - gain -n -14 fade 0 3 0.2
    for note in "$2" "$3" "$4"; do
        sox -n -r 8000 -c 1 "/tmp/note-$note.wav" synth 2.2 pluck "$note" gain -n -14 pad 0.4
    done
    sox -m "/tmp/chord-$1.wav" "/tmp/note-$2.wav" "/tmp/note-$3.wav" "/tmp/note-$4.wav" "/tmp/bar-$1.wav" gain -n -14
done
sox /tmp/bar-C4.wav /tmp/bar-A3.wav /tmp/bar-F3.wav /tmp/bar-G3.wav -e u-law -t raw music.ul
