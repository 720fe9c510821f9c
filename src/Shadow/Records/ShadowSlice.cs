namespace TransformerService.Shadow.Records;

/// <summary>How often the student differs on one kind of text; noise is not taken off. Each interval is 95 % by itself, not all of them together.</summary>
/// <param name="Slice">The kind, e.g. <c>digits</c> or <c>length:17-64</c>.</param>
/// <param name="Rate">0 to 1.</param>
/// <param name="Low">Lower end of the 95 % interval.</param>
/// <param name="High">Upper end of the 95 % interval.</param>
/// <param name="N">Samples of the kind.</param>
public sealed record ShadowSlice(string Slice, double Rate, double Low, double High, long N);
