namespace TransformerService.Distillation.Data;

/// <summary>What is wrong with a corpus.</summary>
/// <param name="File">The file, as the caller named it.</param>
/// <param name="Line">The line, from 1, counted by line feeds; 0 for the whole file.</param>
/// <param name="What">What is wrong, without the text itself.</param>
/// <param name="Change">What to change.</param>
internal sealed record CorpusFault(string File, long Line, string What, string Change)
{
    public override string ToString() => $"{File}{(Line > 0 ? $", line {Line}" : "")}: {What}. {Change}.";
}
