using System.Text.Json.Nodes;
using TransformerService.Distillation.HuggingFace;
using TransformerService.Distillation.Recipes;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Writes the model.json of a finished model.</summary>
internal sealed record ManifestWriter(string Task, ModelDescription Description)
{
    private const string FileName = "model.json";

    /// <summary>The source language of a translation model.</summary>
    public string? SourceLanguage { get; init; }

    /// <summary>The target language.</summary>
    public string? TargetLanguage { get; init; }

    /// <summary>Writes model.json, which names the existing variants.</summary>
    public void Write(string modelFolder)
    {
        var json = new JsonObject { ["task"] = Task };
        Add("sourceLanguage", SourceLanguage);
        Add("targetLanguage", TargetLanguage);
        foreach (var variant in new[] { TranslationExport.Student, TranslationExport.Teacher })
        {
            Add(variant, Directory.Exists(Path.Combine(modelFolder, variant)) ? variant : null);
        }

        Add("license", Description.License);
        Add("description", Description.Summary);
        JsonFiles.Write(modelFolder, FileName, json);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                json[name] = value;
            }
        }
    }
}
