// SPDX-License-Identifier: BSD-3-Clause
internal import CLZ4

/// Compresses to an LZ4 frame, block by block.
///
/// Each block is whole and has its checksum: a frame that is cut after any of them and given `endMark` is a frame.
@safe
struct LZ4Frame: ~Copyable {
  private let context: OpaquePointer
  private var preferences = LZ4F_preferences_t()

  /// Ends a frame without a checksum of its content.
  static let endMark: [UInt8] = [0, 0, 0, 0]
  /// Bytes that are worth a block.
  static let block = 256 << 10

  /// The corresponding C function is `LZ4F_createCompressionContext`.
  init() throws(CaptureError) {
    var made: OpaquePointer?
    let code = unsafe LZ4F_createCompressionContext(&made, UInt32(LZ4F_VERSION))
    guard LZ4F_isError(code) == 0, let made = unsafe made else {
      throw CaptureError(description: "LZ4F_createCompressionContext: \(Self.name(code))")
    }
    unsafe context = made
    preferences.frameInfo.blockSizeID = LZ4F_max256KB
    preferences.frameInfo.blockMode = LZ4F_blockLinked
    preferences.frameInfo.blockChecksumFlag = LZ4F_blockChecksumEnabled
  }

  deinit { unsafe LZ4F_freeCompressionContext(context) }

  /// The header of a new frame.
  ///
  /// The corresponding C function is `LZ4F_compressBegin`.
  func begin() throws(CaptureError) -> [UInt8] {
    var preferences = preferences
    return try unsafe Self.produce("LZ4F_compressBegin", capacity: Int(LZ4F_HEADER_SIZE_MAX)) {
      out, size in
      unsafe LZ4F_compressBegin(context, out, size, &preferences)
    }
  }

  /// The bytes, compressed, to the last one.
  ///
  /// The corresponding C functions are `LZ4F_compressUpdate` and `LZ4F_flush`.
  func compress(_ bytes: [UInt8]) throws(CaptureError) -> [UInt8] {
    var preferences = preferences
    let bound = unsafe LZ4F_compressBound(bytes.count, &preferences)
    let blocks = try unsafe Self.produce("LZ4F_compressUpdate", capacity: bound) { out, size in
      unsafe bytes.withUnsafeBytes { input in
        unsafe LZ4F_compressUpdate(context, out, size, input.baseAddress, input.count, nil)
      }
    }
    return try unsafe blocks
      + Self.produce("LZ4F_flush", capacity: bound) { out, size in
        unsafe LZ4F_flush(context, out, size, nil)
      }
  }

  private static func produce(
    _ function: String, capacity: Int, _ work: (UnsafeMutableRawPointer?, Int) -> Int
  ) throws(CaptureError) -> [UInt8] {
    var code = 0
    let output = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      code = unsafe work(buffer.baseAddress, capacity)
      count = LZ4F_isError(code) == 0 ? code : 0
    }
    guard LZ4F_isError(code) == 0 else {
      throw CaptureError(description: "\(function): \(Self.name(code))")
    }
    return output
  }

  private static func name(_ code: Int) -> String {
    unsafe String(cString: LZ4F_getErrorName(code))
  }
}
