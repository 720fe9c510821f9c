using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransformerService.Distillation.Recipes;

/// <summary>Reads recipe files.</summary>
internal static class RecipeFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="RecipeException">The file is missing, is no JSON, has an unknown field or lacks one.</exception>
    public static TranslationRecipe Read(string path)
    {
        try
        {
            TranslationRecipe recipe = JsonSerializer.Deserialize<TranslationRecipe>(File.ReadAllBytes(path), Json)
                ?? throw new RecipeException($"{path} holds nothing.");
            return recipe.Teacher.ModelSize % recipe.Teacher.Heads == 0
                ? recipe
                : throw new RecipeException($"{path}: teacher.heads must divide teacher.modelSize.");
        }
        catch (JsonException exception)
        {
            throw new RecipeException($"{path}: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new RecipeException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
