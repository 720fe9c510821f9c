namespace TransformerService.Api.Configuration;

/// <summary>What a key allows.</summary>
public enum AccessRole
{
    /// <summary>Inference, and reading what there is.</summary>
    Caller,

    /// <summary>All of a caller's, and calls that change the server or show kept texts.</summary>
    Admin,
}
