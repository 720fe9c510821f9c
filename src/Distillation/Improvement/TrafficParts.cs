using TransformerService.Distillation.Data;

namespace TransformerService.Distillation.Improvement;

/// <summary>
/// The parts of the traffic. A hash of the text decides, so a text is in the same part in every run, and one that decides about a version
/// is never trained on, by later runs either. Severe disagreements are held out too: without them the held-out texts would be those that
/// the student's version got right, and any other version could only look worse.
/// </summary>
/// <param name="Training">Texts to train on.</param>
/// <param name="Development">Texts that choose the epoch.</param>
/// <param name="HeldOut">Texts that decide.</param>
internal sealed record TrafficParts(
    IReadOnlyList<TrafficText> Training,
    IReadOnlyList<TrafficText> Development,
    IReadOnlyList<TrafficText> HeldOut
)
{
    private const ulong HeldOutSeed = 0x1A9F0,
        DevelopmentSeed = 0xDE7;

    private static readonly CorpusSplitter Development10 = new(DevelopmentSeed, 0.1);

    /// <param name="texts">The traffic.</param>
    /// <param name="heldOut">The share that is held out.</param>
    public static TrafficParts Of(IReadOnlyList<TrafficText> texts, double heldOut)
    {
        var splitter = new CorpusSplitter(HeldOutSeed, heldOut);
        (var others, var held) = splitter.Split(texts, text => text.Text);
        (var training, var development) = Development10.Split(others, text => text.Text);
        return new TrafficParts(training, development, held);
    }

    /// <summary>Whether a text is held out.</summary>
    public static bool IsHeldOut(string text, double heldOut) => new CorpusSplitter(HeldOutSeed, heldOut).IsHeldOut(text);
}
