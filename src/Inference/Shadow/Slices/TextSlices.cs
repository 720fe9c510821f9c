namespace TransformerService.Inference.Shadow.Slices;

/// <summary>The kinds of text that a sample belongs to; from a closed set but for languages and labels, which are the model's.</summary>
public static class TextSlices
{
    public static IReadOnlyList<string> Of(SliceInput sample) => throw new NotImplementedException();
}
