namespace TransformerService.Api.Contracts;

/// <summary>One text, or an array of texts.</summary>
/// <param name="Values">The texts in their order, at least one.</param>
public sealed record TextOrTexts(IReadOnlyList<string> Values)
{
    /// <summary>What a body must have there, in words.</summary>
    internal const string Expected = "a string or an array of strings";
}
