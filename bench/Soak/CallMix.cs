namespace TransformerService.Soak;

/// <summary>
/// Draws calls as an application would make them: mostly single sentences, some texts, some lists; in some calls the caller makes a
/// mistake, disconnects or sets a short time limit. One client each.
/// </summary>
/// <param name="seed">The same seed draws the same calls.</param>
/// <param name="trouble">The share of such calls, 0 to 1.</param>
internal sealed class CallMix(int seed, double trouble)
{
    private const string Translator = "en-fr";
    private const int StreamDoor = 2;

    private static readonly (CallKind Kind, int Weight)[] _weights =
    [
        (CallKind.TranslateSentence, 30),
        (CallKind.TranslateSentenceBeam4, 10),
        (CallKind.TranslateText, 12),
        (CallKind.TranslateTextBeam4, 4),
        (CallKind.TranslateList, 8),
        (CallKind.ClassifySentiment, 14),
        (CallKind.ClassifySentimentList, 4),
        (CallKind.ClassifyIntent, 14),
        (CallKind.ClassifyIntentList, 4),
    ];

    private static readonly int _sumOfWeights = _weights.Sum(entry => entry.Weight);

    private readonly SampleTexts _texts = new(new Random(seed));
    private readonly Random _random = new(seed ^ 0x5EED);

    /// <summary>Returns the next call, and the index of the door for it.</summary>
    public (Call Call, int Door) Next(int doors)
    {
        var door = _random.Next(doors);
        var call =
            door == StreamDoor ? new Call(CallKind.TranslateStream, Translator, List(_texts.Sentence), IsList: true) : Next(NextKind());
        return (Trouble(call), door);
    }

    private Call Trouble(Call call)
    {
        if (_random.NextDouble() >= trouble)
        {
            return call;
        }

        return _random.Next(3) switch
        {
            0 => call with { Mistake = (Mistake)_random.Next(1, Enum.GetValues<Mistake>().Length) },
            1 => call with { Patience = TimeSpan.FromMilliseconds(_random.Next(0, 150)) },
            _ => call with { Deadline = TimeSpan.FromMilliseconds(_random.Next(1, 150)) },
        };
    }

    private Call Next(CallKind kind) =>
        kind switch
        {
            CallKind.TranslateSentence => new Call(kind, Translator, [_texts.Sentence()], false),
            CallKind.TranslateSentenceBeam4 => new Call(kind, Translator, [_texts.Sentence()], false, BeamSize: 4),
            CallKind.TranslateText => new Call(kind, Translator, [_texts.Paragraphs()], false),
            CallKind.TranslateTextBeam4 => new Call(kind, Translator, [_texts.Paragraphs()], false, BeamSize: 4),
            CallKind.TranslateList => new Call(kind, Translator, List(_texts.Sentence), true),
            CallKind.ClassifySentiment => new Call(kind, "sentiment", [_texts.Review()], false),
            CallKind.ClassifySentimentList => new Call(kind, "sentiment", List(_texts.Review), true),
            CallKind.ClassifyIntent => new Call(kind, "intent", [_texts.Wish()], false),
            _ => new Call(kind, "intent", List(_texts.Wish), true),
        };

    private CallKind NextKind()
    {
        var draw = _random.Next(_sumOfWeights);
        foreach (var (kind, weight) in _weights)
        {
            draw -= weight;
            if (draw < 0)
            {
                return kind;
            }
        }

        return _weights[0].Kind;
    }

    private string[] List(Func<string> text) => Enumerable.Range(0, _random.Next(2, 13)).Select(_ => text()).ToArray();
}
