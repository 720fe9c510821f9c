namespace TransformerService.Distillation.Recipes;

/// <summary>A recipe cannot be followed; the message says what to change.</summary>
public sealed class RecipeException(string message, Exception? innerException = null) : Exception(message, innerException);
