namespace TransformerService.Distillation.Pipeline;

/// <summary>Where a run keeps what it makes. A folder in it that is deleted is made again by the step that made it.</summary>
/// <param name="Path">The folder.</param>
internal sealed record WorkFolder(string Path)
{
    /// <summary>The vocabulary, in Hugging Face's files.</summary>
    public string Tokenizer => Join("tokenizer");

    /// <summary>The models, as far as they are trained, with their model.json, as a server's model repository holds them.</summary>
    public string Model => Join("model");

    /// <summary>The float32 student, a model of its own, to compare the int8 one with.</summary>
    public string Float32Student => Join("student-float32");

    /// <summary>The teacher's translations of the corpora.</summary>
    public string Distilled => Join("distilled.jsonl");

    /// <summary>Checkpoint, weights and learning curve of one training.</summary>
    public string Training(string name) => Join("training", name);

    /// <summary>A student trained without a teacher, a model of its own.</summary>
    public string Baseline(long seed) => Join(FormattableString.Invariant($"baseline-{seed}"));

    private string Join(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
