using System.Text.Json;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx.Marian;
using TransformerService.Distillation.Training;

namespace TransformerService.Distillation.Recipes;

/// <summary>Writes a trained teacher where the server looks for one.</summary>
internal static class TeacherExport
{
    private static readonly string[] TokenizerFiles = ["source.spm", "target.spm", "vocab.json", "tokenizer_config.json", "special_tokens_map.json"];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes <c>&lt;modelFolder&gt;/model.json</c> and the float32 export in <c>teacher</c> beside it.</summary>
    public static void Write(string modelFolder, TranslationRecipe recipe, TranslationShape shape, Adam trained, string tokenizerFolder)
    {
        var options = new MarianExportOptions
        {
            NumBeams = 4,
            SourceLanguage = recipe.SourceLanguage,
            TargetLanguage = recipe.TargetLanguage,
            Dropout = recipe.Teacher.Training.Dropout,
        };
        var weights = MarianWeights.From(trained.State.Select(slot => (slot.Name, slot.Shape, slot.Master)));
        string folder = Path.Combine(modelFolder, "teacher");
        MarianExporter.Write(folder, shape, options, MarianExporter.Build(shape, weights, options));
        foreach (string file in TokenizerFiles)
        {
            File.Copy(Path.Combine(tokenizerFolder, file), Path.Combine(folder, file), overwrite: true);
        }

        File.WriteAllText(
            Path.Combine(modelFolder, "model.json"),
            JsonSerializer.Serialize(new { task = "translation", recipe.SourceLanguage, recipe.TargetLanguage, teacher = "teacher" }, Json));
    }
}
