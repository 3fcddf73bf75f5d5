//! Sums of voices.

use warmline_media::{FRAME, Frame};

/// The sum of the frames, each sample held within its range.
pub(super) fn mix<'a>(frames: impl Iterator<Item = &'a Frame>, out: &mut Frame) {
    let mut sum = [0_i32; FRAME];
    for frame in frames {
        sum.iter_mut().zip(frame).for_each(|(sum, sample)| *sum += i32::from(*sample));
    }
    out.iter_mut().zip(&sum).for_each(|(out, sum)| *out = (*sum).clamp(-32_768, 32_767) as i16);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_add_up_and_never_wrap() {
        let mut out = [1; FRAME];
        mix([].into_iter(), &mut out);
        assert_eq!(out, [0; FRAME]);
        mix([[100; FRAME], [-40; FRAME]].iter(), &mut out);
        assert_eq!(out, [60; FRAME]);
        mix([[30_000; FRAME], [30_000; FRAME]].iter(), &mut out);
        assert_eq!(out, [i16::MAX; FRAME]);
    }
}
