namespace TransformerService.Distillation.Data;

/// <summary>What is wrong with a line, and what to change.</summary>
internal sealed record LineFault(string What, string Change);
