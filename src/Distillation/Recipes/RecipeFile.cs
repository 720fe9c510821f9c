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
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        AllowOutOfOrderMetadataProperties = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new RecipeNameConverter() },
    };

    /// <exception cref="RecipeException">
    /// The file is missing, is not JSON, has an unknown field, lacks one, or has values out of their ranges. The message lists all faults.
    /// </exception>
    public static Recipe Read(string path)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize<Recipe>(File.ReadAllText(path), Json) ?? throw new RecipeException($"{path} is empty.");
            List<string> faults = [.. RecipeRanges.Faults(recipe, ""), .. recipe.Faults()];
            return faults.Count == 0 ? recipe : throw new RecipeException($"{path}: {string.Join(' ', faults)}");
        }
        catch (RecipeNameException exception)
        {
            throw new RecipeException($"{path}: {exception.Fault}", exception);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new RecipeException($"{path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
