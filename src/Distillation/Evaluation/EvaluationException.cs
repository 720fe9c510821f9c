namespace TransformerService.Distillation.Evaluation;

/// <summary>A model cannot be evaluated; the message says why.</summary>
public sealed class EvaluationException(string message, Exception? innerException = null) : Exception(message, innerException);
