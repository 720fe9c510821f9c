using System.Text.Json;

namespace TransformerService.Soak;

/// <summary>Draws calls as an application would make them: mostly single sentences, some texts, some lists. One client each.</summary>
/// <param name="seed">The same seed draws the same calls.</param>
internal sealed class CallMix(int seed)
{
    public const string TranslatePath = "v1/translate";
    public const string ClassifyPath = "v1/classify";

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

    public Call Next()
    {
        var kind = NextKind();
        return kind switch
        {
            CallKind.TranslateSentence => Translate(kind, _texts.Sentence(), beamSize: 1),
            CallKind.TranslateSentenceBeam4 => Translate(kind, _texts.Sentence(), beamSize: 4),
            CallKind.TranslateText => Translate(kind, _texts.Paragraphs(), beamSize: 1),
            CallKind.TranslateTextBeam4 => Translate(kind, _texts.Paragraphs(), beamSize: 4),
            CallKind.TranslateList => Translate(kind, List(_texts.Sentence), beamSize: 1),
            CallKind.ClassifySentiment => Classify(kind, _texts.Review(), "sentiment"),
            CallKind.ClassifySentimentList => Classify(kind, List(_texts.Review), "sentiment"),
            CallKind.ClassifyIntent => Classify(kind, _texts.Wish(), "intent"),
            _ => Classify(kind, List(_texts.Wish), "intent"),
        };
    }

    private CallKind NextKind()
    {
        int draw = _random.Next(_sumOfWeights);
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

    private static Call Translate(CallKind kind, object text, int beamSize)
        => new(kind, TranslatePath, Json(new { text, model = "en-fr", options = new { beamSize } }), Count(text));

    private static Call Classify(CallKind kind, object text, string model)
        => new(kind, ClassifyPath, Json(new { text, model }), Count(text));

    private static int Count(object text) => text is string[] list ? list.Length : 1;

    private static byte[] Json(object body) => JsonSerializer.SerializeToUtf8Bytes(body);
}
