namespace TransformerService.Distillation.Modeling;

/// <summary>A model cannot be written as ONNX or read back; the message says why.</summary>
internal sealed class ExportException(string message, Exception? inner = null) : Exception(message, inner);
