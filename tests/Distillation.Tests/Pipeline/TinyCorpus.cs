namespace TransformerService.Distillation.Tests.Pipeline;

/// <summary>A made-up corner of English and French, small enough to learn in a minute: articles agree and adjectives follow.</summary>
internal static class TinyCorpus
{
    private static readonly (string English, string French, bool Feminine)[] Nouns =
    [
        ("dog", "chien", false),
        ("cat", "chat", false),
        ("house", "maison", true),
        ("car", "voiture", true),
        ("book", "livre", false),
        ("table", "table", true),
        ("bird", "oiseau", false),
        ("flower", "fleur", true),
        ("tree", "bois", false),
        ("door", "porte", true),
    ];

    private static readonly (string English, string Masculine, string Feminine)[] Adjectives =
    [
        ("green", "vert", "verte"),
        ("blue", "bleu", "bleue"),
        ("black", "noir", "noire"),
        ("white", "blanc", "blanche"),
        ("heavy", "lourd", "lourde"),
    ];

    private static readonly (string English, string French)[] Verbs =
    [
        ("sees", "voit"),
        ("likes", "aime"),
        ("finds", "trouve"),
        ("takes", "prend"),
        ("wants", "veut"),
        ("draws", "dessine"),
    ];

    /// <summary>Pairs, a third of all there are, in a random order.</summary>
    public static IReadOnlyList<(string English, string French)> Pairs(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    (string English, string French) subject = Phrase(),
                        thing = Phrase(),
                        verb = Verbs[random.Next(Verbs.Length)];
                    return (
                        Sentence($"{subject.English} {verb.English} {thing.English}"),
                        Sentence($"{subject.French} {verb.French} {thing.French}")
                    );
                }),
        ];

        (string, string) Phrase()
        {
            var (noun, nom, feminine) = Nouns[random.Next(Nouns.Length)];
            var (adjective, masculine, feminineForm) = Adjectives[random.Next(Adjectives.Length)];
            return random.Next(2) == 0
                ? ($"the {noun}", $"{(feminine ? "la" : "le")} {nom}")
                : ($"a {adjective} {noun}", $"{(feminine ? "une" : "un")} {nom} {(feminine ? feminineForm : masculine)}");
        }

        static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..] + ".";
    }

    /// <summary>Requests with what they are about, which one word of each says.</summary>
    public static IReadOnlyList<(string Text, string Label)> Requests(int count, int seed)
    {
        (string Label, string[] Words)[] topics =
        [
            ("money", ["bank", "cash", "pay"]),
            ("weather", ["rain", "snow", "sun"]),
            ("music", ["song", "play", "tune"]),
        ];
        string[] fillers = ["please", "tell", "me", "about", "the", "now", "can", "you", "today", "a"];
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    var (label, words) = topics[random.Next(topics.Length)];
                    List<string> text = [.. Enumerable.Range(0, random.Next(3, 8)).Select(_ => fillers[random.Next(fillers.Length)])];
                    text.Insert(random.Next(text.Count + 1), words[random.Next(words.Length)]);
                    return (string.Join(' ', text), label);
                }),
        ];
    }
}
