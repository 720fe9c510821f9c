using TransformerService.Models.Exports;
using TransformerService.Tokenization.Sentences.Languages;

namespace TransformerService.Inference.Translation.Plans;

/// <summary>
/// Finds words that a model copies: names that most languages write in the same way are put into a few sentences of its source language, and those that
/// come back in all of them, once and as they were, may stand for protected spans. A language without sentences here has none.
/// </summary>
internal static class StandInProbe
{
    private const int Most = 8,
        MoreTokens = 8,
        RowsOfBatch = 6;

    private static readonly string[] _words =
    [
        .. "David Robert Linux BBC Madrid Tom Dan Bob Daniel Mark Max Tokyo Kyoto IBM Toyota Sam Mike Jackson Boston Berlin Ken CD DVD ABC".Split(
            ' '
        ),
    ];

    private static readonly Dictionary<string, string[]> _sentences = new()
    {
        ["en"] =
        [
            "Hello *, how are you?",
            "Write to * today.",
            "* is very good.",
            "Please look at *.",
            "Do you know *?",
            "The file * was not found.",
        ],
        ["fr"] =
        [
            "Bonjour *, comment allez-vous ?",
            "Écris à * aujourd'hui.",
            "* est très bien.",
            "Regarde *.",
            "Connais-tu * ?",
            "Le fichier * est perdu.",
        ],
        ["de"] =
        [
            "Hallo *, wie geht es dir?",
            "Schreib heute an *.",
            "* ist sehr gut.",
            "Sieh dir * an.",
            "Kennst du *?",
            "Die Datei * fehlt.",
        ],
        ["es"] = ["Hola *, ¿cómo estás?", "Escribe a * hoy.", "* es muy bueno.", "Mira *.", "¿Conoces a *?", "Falta el archivo *."],
        ["it"] = ["Ciao *, come stai?", "Scrivi a * oggi.", "* è molto buono.", "Guarda *.", "Conosci *?", "Manca il file *."],
        ["pt"] = ["Olá *, como está?", "Escreva para * hoje.", "* é muito bom.", "Olhe para *.", "Você conhece *?", "Falta o arquivo *."],
        ["nl"] =
        [
            "Hallo *, hoe gaat het?",
            "Schrijf vandaag naar *.",
            "* is erg goed.",
            "Kijk naar *.",
            "Ken je *?",
            "Het bestand * ontbreekt.",
        ],
        ["ru"] = ["Привет *, как дела?", "Напиши * сегодня.", "* очень хороший.", "Посмотри на *.", "Ты знаешь *?", "Файл * не найден."],
    };

    /// <summary>Returns the words that the model copies, at most eight.</summary>
    /// <param name="model">The model.</param>
    /// <param name="language">Its source language.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static IReadOnlyList<string> Run(TranslationModel model, string? language, CancellationToken cancellationToken)
    {
        var copied = new List<string>();
        if (language is null || !_sentences.TryGetValue(LanguageCodes.WithTwoLetters(language), out var sentences))
        {
            return copied;
        }

        // Most words that a model does not copy fall out with the first sentence, in one batch.
        var comeBack = CopiedIn(sentences[..1], _words);
        foreach (var (index, word) in _words.Index())
        {
            if (copied.Count < Most && comeBack[index] && Array.TrueForAll(CopiedIn(sentences[1..], [word]), isCopied => isCopied))
            {
                copied.Add(word);
            }
        }

        return copied;

        bool[] CopiedIn(string[] frames, string[] words)
        {
            (string Word, int[] Ids)[] rows =
            [
                .. words.SelectMany(word =>
                    frames.Select(frame => (word, model.Encode(frame.Replace("*", word, StringComparison.Ordinal)).Ids))
                ),
            ];
            var found = rows.Chunk(RowsOfBatch)
                .SelectMany(batch =>
                    model.Generate(
                        [.. batch.Select(row => model.Row(row.Ids, Bounded(row.Ids.Length), usesShortlist: true))],
                        cancellationToken
                    )
                );
            return [.. rows.Zip(found, (row, one) => IsCopied(row.Word, model.Tokenizer.Decode(one[0].Tokens)))];
        }

        static bool IsCopied(string word, string translation) => StandIns.Restore(translation, [word], [word], text => text) is not null;

        GenerationSettings Bounded(int tokens) =>
            model.Generation with
            {
                NumBeams = 1,
                NumReturnSequences = 1,
                MinLength = 0,
                MinNewTokens = 0,
                MaxLength = Math.Min(model.Generation.MaxLength, (2 * tokens) + MoreTokens),
            };
    }
}
