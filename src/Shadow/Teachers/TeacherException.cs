namespace TransformerService.Shadow.Teachers;

/// <summary>The teacher answered, but with something that is no answer. The message never repeats a text.</summary>
public sealed class TeacherException(string message) : Exception(message);
