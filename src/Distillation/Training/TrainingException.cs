namespace TransformerService.Distillation.Training;

/// <summary>Training cannot continue; the message says why and what to change.</summary>
public sealed class TrainingException(string message, Exception? innerException = null) : Exception(message, innerException);
