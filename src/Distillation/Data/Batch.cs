namespace TransformerService.Distillation.Data;

/// <summary>Examples that are trained on together: <c>[rows, SourceWidth]</c> and <c>[rows, TargetWidth]</c> after padding.</summary>
/// <param name="Indices">The examples, one per row.</param>
/// <param name="SourceWidth">Tokens of a source row.</param>
/// <param name="TargetWidth">Tokens of a target row; 0 if there are no targets.</param>
internal sealed record Batch(int[] Indices, int SourceWidth, int TargetWidth)
{
    public int Rows => Indices.Length;
}
