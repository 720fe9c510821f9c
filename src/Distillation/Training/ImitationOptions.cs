using System.ComponentModel.DataAnnotations;

namespace TransformerService.Distillation.Training;

/// <summary>What a student imitates of its teacher's layers.</summary>
public abstract record ImitationOptions
{
    /// <summary>Weight of the squared difference of the layers' states (TinyBERT, Jiao et al. 2020); 0 leaves it out. Default 0.</summary>
    [Range(0.0, 1e6)]
    public double HiddenStates { get; init; }

    /// <summary>
    /// Weight of the divergence of the last layers' attention (MiniLM, Wang et al. 2020); 0 leaves it out. Teacher and student must have
    /// the
    /// same number of heads. Default 0.
    /// </summary>
    [Range(0.0, 1e6)]
    public double Attention { get; init; }

    /// <summary>
    /// Weight of the divergence of the last layers' relations between queries, between keys and between values (MiniLMv2, Wang et al. 2021,
    /// https://arxiv.org/abs/2012.15828); 0 leaves it out. The teacher's heads must divide the student's features. Default 0.
    /// </summary>
    [Range(0.0, 1e6)]
    public double Relations { get; init; }

    /// <summary>Whether anything is imitated.</summary>
    internal bool Imitates => HiddenStates > 0 || Attention > 0 || Relations > 0;
}
