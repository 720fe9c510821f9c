namespace TransformerService.Distillation.Data;

/// <summary>A line of a file: its number from 1 and its text without the line break, or its fault.</summary>
internal readonly record struct CorpusLine(long Number, string Text, LineFault? Fault = null);
