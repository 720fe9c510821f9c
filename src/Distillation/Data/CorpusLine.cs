namespace TransformerService.Distillation.Data;

/// <summary>A line of a file: its number from 1 and its text without the line's end, or what is wrong with it.</summary>
internal readonly record struct CorpusLine(long Number, string Text, LineFault? Fault = null);
