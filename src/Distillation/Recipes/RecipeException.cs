namespace TransformerService.Distillation.Recipes;

/// <summary>A recipe is invalid; the message says what to change.</summary>
public sealed class RecipeException(string message, Exception? innerException = null) : Exception(message, innerException);
