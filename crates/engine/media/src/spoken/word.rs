//! The vocabulary: every word that must be recorded once in each language.

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $clip:literal, $text:literal;)*) => {
        /// One recorded word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "a word says what it is by its text, below")]
        pub enum Word { $($(#[$doc])* $name,)* }

        impl Word {
            /// Every word, as a list of what to record.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The name of its clip: language and word, without an ending.
            pub const fn clip(self) -> &'static str {
                match self { $(Self::$name => $clip,)* }
            }

            /// How it is written.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

words! {
    Ling = "zh/ling", "零"; Yi = "zh/yi", "一"; Er = "zh/er", "二"; San = "zh/san", "三"; Si = "zh/si", "四";
    Wu = "zh/wu", "五"; Liu = "zh/liu", "六"; Qi = "zh/qi", "七"; Ba = "zh/ba", "八"; Jiu = "zh/jiu", "九";
    Liang = "zh/liang", "两"; Yao = "zh/yao", "幺"; Shi = "zh/shi", "十"; Bai = "zh/bai", "百";
    Qian = "zh/qian", "千"; Wan = "zh/wan", "万"; HundredMillion = "zh/yi4", "亿"; Fu = "zh/fu", "负";
    Yuan = "zh/yuan", "元"; Jiao = "zh/jiao", "角"; Fen = "zh/fen", "分"; Nian = "zh/nian", "年";
    Yue = "zh/yue", "月"; Ri = "zh/ri", "日"; Dian = "zh/dian", "点"; Zheng = "zh/zheng", "整";
    Lingchen = "zh/lingchen", "凌晨"; Shangwu = "zh/shangwu", "上午"; Zhongwu = "zh/zhongwu", "中午";
    Xiawu = "zh/xiawu", "下午"; Wanshang = "zh/wanshang", "晚上";

    Zero = "en/zero", "zero"; One = "en/one", "one"; Two = "en/two", "two"; Three = "en/three", "three";
    Four = "en/four", "four"; Five = "en/five", "five"; Six = "en/six", "six"; Seven = "en/seven", "seven";
    Eight = "en/eight", "eight"; Nine = "en/nine", "nine"; Ten = "en/ten", "ten"; Eleven = "en/eleven", "eleven";
    Twelve = "en/twelve", "twelve"; Thirteen = "en/thirteen", "thirteen"; Fourteen = "en/fourteen", "fourteen";
    Fifteen = "en/fifteen", "fifteen"; Sixteen = "en/sixteen", "sixteen"; Seventeen = "en/seventeen", "seventeen";
    Eighteen = "en/eighteen", "eighteen"; Nineteen = "en/nineteen", "nineteen"; Twenty = "en/twenty", "twenty";
    Thirty = "en/thirty", "thirty"; Forty = "en/forty", "forty"; Fifty = "en/fifty", "fifty";
    Sixty = "en/sixty", "sixty"; Seventy = "en/seventy", "seventy"; Eighty = "en/eighty", "eighty";
    Ninety = "en/ninety", "ninety"; Hundred = "en/hundred", "hundred"; Thousand = "en/thousand", "thousand";
    Million = "en/million", "million"; Billion = "en/billion", "billion"; Trillion = "en/trillion", "trillion";
    Quadrillion = "en/quadrillion", "quadrillion"; And = "en/and", "and"; Minus = "en/minus", "minus";
    YuanEnglish = "en/yuan", "yuan"; FenEnglish = "en/fen", "fen"; Oh = "en/oh", "oh";
    Oclock = "en/oclock", "o'clock"; Am = "en/am", "a.m."; Pm = "en/pm", "p.m.";
    First = "en/first", "first"; Second = "en/second", "second"; Third = "en/third", "third";
    Fourth = "en/fourth", "fourth"; Fifth = "en/fifth", "fifth"; Sixth = "en/sixth", "sixth";
    Seventh = "en/seventh", "seventh"; Eighth = "en/eighth", "eighth"; Ninth = "en/ninth", "ninth";
    Tenth = "en/tenth", "tenth"; Eleventh = "en/eleventh", "eleventh"; Twelfth = "en/twelfth", "twelfth";
    Thirteenth = "en/thirteenth", "thirteenth"; Fourteenth = "en/fourteenth", "fourteenth";
    Fifteenth = "en/fifteenth", "fifteenth"; Sixteenth = "en/sixteenth", "sixteenth";
    Seventeenth = "en/seventeenth", "seventeenth"; Eighteenth = "en/eighteenth", "eighteenth";
    Nineteenth = "en/nineteenth", "nineteenth"; Twentieth = "en/twentieth", "twentieth";
    Thirtieth = "en/thirtieth", "thirtieth"; January = "en/january", "January"; February = "en/february", "February";
    March = "en/march", "March"; April = "en/april", "April"; May = "en/may", "May"; June = "en/june", "June";
    July = "en/july", "July"; August = "en/august", "August"; September = "en/september", "September";
    October = "en/october", "October"; November = "en/november", "November"; December = "en/december", "December";
}
