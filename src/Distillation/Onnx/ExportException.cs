namespace TransformerService.Distillation.Onnx;

/// <summary>A model that cannot be written as ONNX; the message says why.</summary>
internal sealed class ExportException(string message) : Exception(message);
