namespace TransformerService.Api.Connections;

/// <summary>The limit that a connection exceeds.</summary>
internal enum ConnectionLimit
{
    /// <summary>All callers' connections.</summary>
    Total,

    /// <summary>Those of its address.</summary>
    Address,

    /// <summary>Those of the admin ports, in all or of its address.</summary>
    Admin,

    /// <summary>The files that the process may have open.</summary>
    Files,
}
