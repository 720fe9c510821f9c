namespace TransformerService.Distillation.Data;

/// <summary>What is wrong with a corpus.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Line">Its line, from 1, as line feeds count; 0 if the whole file is meant.</param>
/// <param name="What">What is wrong, without the text itself.</param>
/// <param name="Change">What to change.</param>
internal sealed record CorpusFault(string File, long Line, string What, string Change)
{
    public override string ToString() => $"{File}{(Line > 0 ? $", line {Line}" : "")}: {What}. {Change}.";
}
