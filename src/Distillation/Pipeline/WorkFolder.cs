namespace TransformerService.Distillation.Pipeline;

/// <summary>The folder for everything that a run makes. If a folder in it is deleted, the step that made it makes it again.</summary>
/// <param name="Path">The folder.</param>
internal sealed record WorkFolder(string Path)
{
    /// <summary>The vocabulary, in Hugging Face's files.</summary>
    public string Tokenizer => Join("tokenizer");

    /// <summary>The models trained so far, with their model.json, in the layout of a server's model repository.</summary>
    public string Model => Join("model");

    /// <summary>The float32 student, as a separate model, to compare the int8 one with.</summary>
    public string Float32Student => Join("student-float32");

    /// <summary>The float32 teacher, as a separate model, if the recipe makes the teacher int8.</summary>
    public string Float32Teacher => Join("teacher-float32");

    /// <summary>The teacher's translations of the corpora.</summary>
    public string Distilled => Join("distilled.jsonl");

    /// <summary>Checkpoint, weights and learning curve of one training.</summary>
    public string Training(string name) => Join("training", name);

    /// <summary>A student trained without a teacher, as a separate model.</summary>
    public string Baseline(long seed) => Join(FormattableString.Invariant($"baseline-{seed}"));

    private string Join(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
