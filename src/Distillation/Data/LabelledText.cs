namespace TransformerService.Distillation.Data;

/// <summary>A text and the name of its class.</summary>
internal sealed record LabelledText(string Text, string Label);
